"""The demo sign-ins, for a person or for a program."""

import json

from django.core.management.base import BaseCommand, CommandError

from accounts.demo import PASSWORD
from accounts.demo_sign_in import demo_groups
from accounts.models import Installation


class Command(BaseCommand):
    help = "Print the demo sign-ins. Only a database that holds demo data has any."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help='[{"role", "area", "login", "password"}]')

    def handle(self, *, json: bool, **options):
        if not Installation.is_demo():
            raise CommandError("This database holds no demo data.")
        rows = [
            {"role": str(person.role), "area": group.name, "login": person.login, "password": PASSWORD}
            for group in demo_groups()
            for person in group.people
        ]
        if json:
            self.stdout.write(as_json(rows))
        else:
            for row in rows:
                self.stdout.write(f"{row['login']:<12} {row['password']}   {row['role']:<14} {row['area']}")


def as_json(rows) -> str:
    return json.dumps(rows, ensure_ascii=False, indent=1)
