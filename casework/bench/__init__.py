"""How long the daily pages take on a full cabinet, beside a bare signed-in page and the bare SQL of the same rows."""
