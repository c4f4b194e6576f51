from supporters.services.hosts import host_save
from supporters.services.requests import (
    deed_record,
    deed_remove,
    request_correct,
    request_follow,
    request_step,
    request_take,
    step_undo,
)
from supporters.services.supporters import (
    supporter_correct,
    supporter_end,
    supporter_follow,
    supporter_register,
    supporter_resume,
    training_add,
    training_remove,
)
