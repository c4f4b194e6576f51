from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CaseworkConfig(AppConfig):
    name = "casework"

    def ready(self):
        autodiscover_modules("timeline", "person_links", "desk", "receivers", "case_parts", "agenda_candidates", "sheet_blocks")
