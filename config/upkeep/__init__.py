"""Whether the installation is well: one list of findings, which an administrator's page, `manage.py doctor` and Prometheus read."""
