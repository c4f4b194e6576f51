"""What stands before a local number in this council: the area codes of its own telephone."""

from accounts.models import Organisation
from japan import phones


def area_codes(council_id) -> list[str]:
    own = Organisation.objects.filter(area=council_id, kind=Organisation.Kind.COUNCIL, closed_date=None)
    return [code for number in own.values_list("phone", flat=True) for code in phones.area_codes(number)]
