from programs.services.activities import activity_cancel, activity_correct, activity_record
from programs.services.files import records_take_back, records_take_in
from programs.services.kept import counts_keep
from programs.services.measures import helper_end, helper_name, measure_save, plan_begin_counting, program_plan_months
from programs.services.plan_parts import number_save, number_withdraw, part_add, part_restore, part_save, part_withdraw
from programs.services.plan_places import part_place, program_move
from programs.services.reviews import comment_add, money_save, program_judge, review_save
from programs.services.series import series_end, series_make
from programs.services.targets import milestone_save, quantity_bind, target_judge
from programs.services.years import year_adopt, year_copy, year_withdraw
