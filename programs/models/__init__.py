from programs.models.activities import Activity, ActivityChange, ActivityValue, Helper, Measure, Series
from programs.models.files import RecordFile, RecordFileRow
from programs.models.kept import ChangedMonth, KeptCount
from programs.models.plan import Goal, ImportedPlan, Milestone, Plan, Policy, Program, Quantity, Remark, Target
from programs.models.reviewing import Comment, Evaluation, Money, PlanChange, Review, YearCopy
