"""The modules of the tablet by themselves, in Chromium: how a visit is sealed and lies on the disk, and what the key of the round takes."""

import pytest

pytestmark = pytest.mark.browser

ITEM = """const item = (id, rev = 1) => ({ id, device: "d", key: "k", no: 1, at: rev, rev, urgent: false, sealed: new Uint8Array([7, 8, rev]) });"""


@pytest.fixture(scope="module")
def run(chromium, site):
    """`run("…")`: the body of an async function on a page that has nothing but the app's address and its own policy."""
    context = chromium.new_context(base_url=site)
    page = context.new_page()
    page.goto("/field/help")
    load = "const load = (name) => import(`/static/field/${name}.js`);"
    yield lambda body: page.evaluate(f"async () => {{ {load} {ITEM} {body} }}")
    context.close()


def test_length_tells_nothing(run):
    sizes = run("""const { padded } = await load("seal");
        return [0, 1, 100, 170, 171, 400].map((length) => padded({ note: "あ".repeat(length) }).length);""")
    assert all(size % 256 == 0 for size in sizes)
    assert sizes[0] == sizes[1] == 256
    assert (
        run("""const { padded } = await load("seal");
        return JSON.parse(new TextDecoder().decode(padded({ note: "声" }))).note;""")
        == "声"
    )


def test_a_slot_holds_an_item_whole_or_not_at_all(run):
    read = run("""const { writeSlot, readSlot } = await load("journal");
        const slot = writeSlot(item("one"));
        const torn = slot.slice();
        torn[40] ^= 1;
        return [readSlot(slot).id, [...readSlot(slot).sealed], readSlot(torn) === undefined, readSlot(new Uint8Array(8704)) === undefined];""")
    assert read == ["one", [7, 8, 1], True, True]


def test_the_sum_is_the_known_one(run):
    """CRC-32 of "123456789", as every description of it says."""
    assert run("""return (await load("journal")).crc(new TextEncoder().encode("123456789"));""") == 0xCBF43926


@pytest.mark.parametrize(("failures", "said"), [(1, "done"), (99, "the worker ended")])
def test_a_worker_that_does_not_come_is_begun_again_and_nobody_waits_for_ever(chromium, site, failures, said):
    """As Chromium does now and then without network: the script is not found, a moment after the worker was made."""
    context = chromium.new_context(base_url=site)
    page, asked = context.new_page(), []

    def answer(route):
        asked.append(route)
        route.abort() if len(asked) <= failures else route.continue_()

    context.route("**/disk-worker.js", answer)
    page.goto("/field/help")
    answers = page.evaluate("""async () => {
        const disk = await import("/static/field/disk.js");
        disk.start();
        const call = (act) => disk.disk(act).then(() => "done", (error) => error.message);
        return [await call("open"), await call("readKey")]; }""")
    assert answers == [said, said]
    assert 1 < len(asked) < 10
    context.close()


def test_whoever_waited_when_another_window_took_over_is_told_and_it_can_be_taken_back(chromium, site):
    context = chromium.new_context(base_url=site)
    page = context.new_page()
    page.goto("/field/help")
    assert page.evaluate("""async () => {
        const disk = await import("/static/field/disk.js");
        const call = (act) => disk.disk(act).then(() => "done", (error) => error.message);
        disk.start();
        const asked = call("open");
        disk.stop();
        const said = [await asked, await call("readKey")];
        disk.start();
        return [...said, await call("open"), await call("readKey")]; }""") == [*["the worker ended"] * 2, *["done"] * 2]
    context.close()


def test_each_place_alone_brings_everything_back(chromium, site):
    """What one place lost the other one gives back; of two versions the newer one counts; nothing leaves but by `remove`."""
    context = chromium.new_context(base_url=site)
    page = context.new_page()

    def after(body):
        page.goto("/field/help")
        return page.evaluate(f"""async () => {{ const load = (name) => import(`/static/field/${{name}}.js`); {ITEM}
            const [disk, store, outbox] = await Promise.all(["disk", "store", "outbox"].map(load));
            disk.start(); await outbox.load(); const lying = () => outbox.waiting().map((one) => one.id + one.rev); {body} }}""")

    assert after("await outbox.put(item('a')); await outbox.put(item('b')); return lying();") == ["a1", "b1"]
    assert after("await outbox.put(item('a', 2)); return lying();") == ["b1", "a2"]
    assert after("await store.write('queue', (rows) => rows.clear()); return lying();") == ["b1", "a2"]
    assert after("await disk.disk('remove', { id: 'a' }); await disk.disk('remove', { id: 'b' }); return lying();") == [
        "b1",
        "a2",
    ]
    assert after("await outbox.remove('a'); return lying();") == ["b1"]
    # Once IndexedDB has failed it is left alone until the queue is empty, and everything lies in the journal.
    said = """await outbox.keep("queue", (rows) => rows.transaction.abort()); await outbox.put(item('c'));
        return [lying(), (await store.all('queue')).map((one) => one.id)];"""
    assert after(said) == [["b1", "c1"], ["b"]]
    assert after("await outbox.put(item('d')); return (await store.all('queue')).map((one) => one.id);") == ["b"]
    assert after("for (const id of ['b', 'c', 'd']) await outbox.remove(id); await outbox.put(item('e')); return lying();") == [
        "e1"
    ]
    assert after("return (await store.all('queue')).map((one) => one.id);") == ["e"]
    context.close()


def test_the_round_takes_the_pin_and_the_half_of_its_day(run):
    tried = run("""const [disk, keys] = [await load("disk"), await load("keys")];
        disk.start();
        await disk.disk("open");
        const half = (day, byte) => ({ day, half: new Uint8Array(32).fill(byte) });
        const [monday, tuesday] = [half("2026-11-23", 1), half("2026-11-24", 2)];
        const said = [];
        const row = await keys.encrypted(await keys.create("481516", monday, 5), { name: "石井" });
        const open = async (pin, halves) => {
          try {
            const key = await keys.unlock(pin, halves);
            return key ? (await keys.decrypted(key, row)).name : "no half";
          } catch (error) { return error.left; }
        };
        said.push(await open("481516", [tuesday]), await open("481517", [monday]), await open("481516", [half("2026-11-23", 9)]));
        said.push(await open("481516", [tuesday, monday]), await keys.rewrap([tuesday, monday], 6));
        said.push(await open("481516", [monday]), await open("481516", [tuesday]), (await keys.lying()).expires);
        for (let time = 0; time < 5; time += 1) said.push(await open("000000", [tuesday]));
        said.push((await keys.lying()) === undefined, [...await disk.disk("readKey")].every((byte) => byte === 0));
        return said;""")
    assert tried == ["no half", 4, 3, "石井", True, "no half", "石井", 6, 4, 3, 2, 1, 0, True, True]
