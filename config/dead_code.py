"""What vulture finds that no template, setting or framework calls either: code that nobody needs any more."""

import re
import sys

from vulture import Vulture
from vulture.config import make_config

from config.packages import PACKAGES, ROOT, SOURCES

# Called by name by Django, allauth, Celery, simple-history or argparse.
HOOKS = re.compile(
    r"^(clean_\w+|Meta|as_sql|Command|\w+Config|has_module_perms|get_full_name|get_short_name|get_user|authenticate|authenticate_header"
    r"|prepare_value|run_validators|get_form|form_invalid|form_valid|_build_forms|process_view|process_exception|process_request"
    r"|from_db_value|get_internal_type|get_db_prep_value|pre_save|value_to_string|wrap_database_errors|deconstruct|bulk_update|bulk_create"
    r"|create_historical_record|_get_history_change_reason_field|is_open_for_signup|send_mail|send_notification_mail|add_message|build_totp_svg"
    r"|receive_data_chunk|file_complete|can_delete_authenticator|is_reauthentication_required|get_reauthentication_methods|get_success_url|get_public_key_credential_rp_entity|get_public_key_credential_user_entity|_get_login_attempts_cache_key|handle|add_arguments|optgroups|create_option|get_context|decompress"
    r"|value_from_datadict|has_changed|bound_data|widget_attrs|to_python|compress|lock_|_reject|ready|format_value|id_for_label|sign_object|unsign_object|do_GET|log_message)$"
)
# Kept though nothing calls it yet, each with the reason.
KEPT = {
    "OneBeat": "Celery's scheduler, named by the settings",
    "adopt_rows": "a migration calls it: what there was before is taken as it stands",
    "enqueue": "one notice of a person: conferences and referrals send them",
    "age_at_start": "the age bands of the statistics of 見守り count from it",
    "ChangedMonth": "a table that SQL alone writes and reads (`programs/keeping.py`)",
    "CaseNumber": "a table that SQL alone writes (`next_number`)",
    "DocumentNumber": "a table that SQL alone writes (`NEXT`)",
    "note_circulate": "a service without a page yet: to ask a colleague to read a note",
    "protect_beside": "the joint check of what was published: the register of published tables calls it",
    "from_json": "a published table out of that register",
    "rounded": "figures for a table that somebody asks for by hand",
    "subject_name": "a service without a page yet: to name the person of a case that began without a name",
}
KINDS = {"function", "class", "method", "property"}


def unused() -> list[str]:
    vulture = Vulture(ignore_decorators=make_config(["--config", str(ROOT / "pyproject.toml")])["ignore_decorators"])
    paths = [str(ROOT / name) for name in PACKAGES]
    vulture.scavenge(paths, exclude=["*/migrations/*"])
    elsewhere = _named_elsewhere()
    return [
        f"{item.filename.relative_to(ROOT)}:{item.first_lineno}: unused {item.typ} {item.name}"
        for item in vulture.get_unused_code(min_confidence=60)
        if item.typ in KINDS and not HOOKS.match(item.name) and item.name not in elsewhere | KEPT.keys()
    ]


def _named_elsewhere() -> set[str]:
    """Words of the templates, and strings with dots in the code: settings, tasks and handlers are named that way."""
    words: set[str] = set()
    for path in (ROOT / "templates").rglob("*.html"):
        words.update(re.findall(r"\w+", path.read_text()))
    for path in SOURCES:
        for dotted in re.findall(r"[\"']((?:\w+\.)+\w+)[\"']", path.read_text()):
            words.add(dotted.rsplit(".", 1)[1])
    return words


def main() -> int:
    found = unused()
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
