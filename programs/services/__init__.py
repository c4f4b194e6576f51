from programs.services.activities import activity_cancel, activity_correct, activity_record
from programs.services.files import records_take_back, records_take_in
from programs.services.measures import helper_end, helper_name, measure_save, plan_begin_counting, program_plan_months
from programs.services.series import series_end, series_make
from programs.services.targets import milestone_save, quantity_bind, target_judge
