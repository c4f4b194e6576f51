"""What is woken up by itself, and every so many seconds."""

DAY = 24 * 60 * 60.0
SCHEDULE = {
    "heartbeat": {"task": "config.tasks.beat", "schedule": 20.0},
    "sweep the outbox": {"task": "privacy.tasks.sweep_outbox", "schedule": 30.0},
    "seal the ledger": {"task": "privacy.ledger.seal", "schedule": 60.0},
    "scan the watch-over": {"task": "visits.scan", "schedule": 60.0},
    "scan the referrals for silence": {"task": "referrals.scan", "schedule": 600.0},
    "scan the action items of conferences": {"task": "conferences.scan", "schedule": 60 * 60.0},
    "back up": {"task": "config.tasks.back_up", "schedule": 900.0},
    "count what has ended": {"task": "programs.count", "schedule": 60 * 60.0},
    "note what ended": {"task": "config.tasks.note_ended", "schedule": 30.0},
    "plan the months of the watch-over": {"task": "visits.plan", "schedule": DAY},
    "renew the tablets' sealing key": {"task": "field.keys", "schedule": DAY},
    "forget drafts of documents": {"task": "documents.forget", "schedule": 60 * 60.0},
    "scan attached files": {"task": "attachments.scan", "schedule": 300.0},
    "end files that leave": {"task": "exports.forget", "schedule": 600.0},
    "forget old ledgers": {"task": "moving.forget", "schedule": DAY},
    "forget what was sent": {"task": "config.tasks.forget_sent", "schedule": DAY},
    "look through the ledger": {"task": "privacy.ledger.look", "schedule": DAY},
    "make the ledger's next months": {"task": "privacy.ledger.partitions", "schedule": DAY},
}
