"""What looks into a file that somebody else made. It runs in a process of its own, without keys, database or network address, with little
memory and few seconds (`attachments/looking.py`), so it imports nothing of Django and nothing of ours.
"""
