"""Every write of an office that moves in."""

from moving.services.looking import end_of, move_begin, move_drop, move_look
from moving.services.returning import move_back_ask, move_return
from moving.services.taking import move_ask, move_take
