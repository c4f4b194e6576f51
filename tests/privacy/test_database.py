"""What runs as the owner after each migrate."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.conf import settings
from django.db import connection

from config import engine
from config.engine import postgres
from config.settings.base import database
from privacy.database import prepare


def test_two_processes_prepare_one_database_at_once(own_database, django_db_blocker):
    together = Barrier(2)

    def preparing(_number):
        owner = connection.copy()
        owner.settings_dict |= database(postgres.url(engine.var_dir(), postgres.OWNER, own_database))
        try:
            for _time in range(5):
                together.wait(60)
                prepare(owner, settings.APP_ROLE)
        finally:
            owner.close()
            connection.close()

    with django_db_blocker.unblock(), ThreadPoolExecutor() as pool:
        list(pool.map(preparing, range(2)))
