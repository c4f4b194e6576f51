"""The second promise, in a browser: somebody is enrolled, visited, missed, told about, and counted on the plan's row."""


import pytest

pytestmark = pytest.mark.browser

NAME, PHONE = "髙橋 ヨシ子", "0436-00-6199"
TOLD = "台所に同じ薬が三袋あった"
# The visitor of the demo, and the one who comes with her.
VISITOR, COMPANION = "shishikura", "小出"
TABLET, TELEPHONE = (820, 1180), (390, 844)


def test_from_the_application_to_the_plan(signed_in):
    with signed_in("ishiwata") as manager:
        before = counted(manager)
    with signed_in("uzawa") as page:
        enrolment = enrol(page)
        assign(page)
    with signed_in(VISITOR) as page:
        page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})
        doors = sees_her_doors_and_nothing_else(page, enrolment)
        visit_in_three_taps(page, doors[0])
        page.set_viewport_size({"width": TELEPHONE[0], "height": TELEPHONE[1]})
        tell_what_is_strange(page)
        nobody_at_home(page, doors[1])
    with signed_in("uzawa") as page:
        take_up_the_concern(page)
        confirm_that_she_is_safe(page, doors[1])
        assert the_last_door_is_due(page, doors[-1])
    with signed_in("ishiwata") as manager:
        after = counted(manager)
    assert after - before == 2


def enrol(page) -> str:
    """From the paper: twice a month, the network may be told, what to do when nobody answers, two contacts."""
    page.goto("/watch/enrol/")
    page.get_by_label("氏名、ふりがな、電話").or_(page.locator("#id_q")).first.fill("たかはしよしこ")
    page.get_by_role("button", name="本人をさがす").or_(page.locator("form[role=search] button").last).first.click()
    page.locator("a[href$='?person=new']").click()
    page.wait_for_load_state()
    print(page.locator("main").inner_text())
    return page.url
