-- The rule of compare_intervals, case by case: a verdict that shifts would silently accuse offices or
-- acquit them. Figures of the published reports stand among the cases.
with

cases (case_name, operator, left_lower, left_upper, right_lower, right_upper, tolerance, expected) as (
    values
    ('40 000 odd against groups of 69 200', '=', 40000, 50000, 68650, 71750, 0, 'fails'),
    ('900 events against groups of [886, 916]', '=', 900, 900, 886, 916, 0, 'holds'),
    ('379.43 against 379.42 within rounding', '=', 3794300, 3794300, 3794200, 3794200, 150, 'holds'),
    ('379.43 against 379.42 to the letter', '=', 3794300, 3794300, 3794200, 3794200, 0, 'fails'),
    ('456.73 against 454.03', '=', 4567300, 4567300, 4540300, 4540300, 200, 'fails'),
    ('55 against 2 and 42 and 11', '=', 55, 55, 55, 55, 0, 'holds'),
    ('intervals that touch in one point', '=', 1, 5, 5, 9, 0, 'holds'),
    ('apart by the tolerance', '=', 1, 5, 7, 9, 2, 'holds'),
    ('apart by more than the tolerance', '=', 1, 5, 7.01, 9, 2, 'fails'),
    ('apart the other way round', '=', 7.01, 9, 1, 5, 2, 'fails'),
    ('equality with a missing part', '=', 900, 900, 886, null, 0, 'cannot_tell'),
    ('equality with an open total', '=', 900, null, 886, 916, 0, 'cannot_tell'),
    ('open, and yet apart', '=', 900, 900, 950, null, 0, 'fails'),
    ('at least: greater', '>=', 10, 10, 3, 3, 0, 'holds'),
    ('at least: equal', '>=', 10, 10, 10, 10, 0, 'holds'),
    ('at least: less', '>=', 10, 10, 11, 11, 0, 'fails'),
    ('at least: less within the tolerance', '>=', 10, 10, 11, 11, 1, 'holds'),
    ('at least: the wordings overlap', '>=', 40, 50, 45, 60, 0, 'holds'),
    ('at least: a part is missing', '>=', 10, 10, 3, null, 0, 'cannot_tell'),
    ('at least: a part is missing, and yet too much', '>=', 10, 10, 11, null, 0, 'fails'),
    ('at least: open above and enough', '>=', 900, null, 630, 630, 0, 'holds'),
    ('at least: only beyond the open end', '>=', 500, null, 630, 630, 0, 'cannot_tell'),
    ('at least: open below', '>=', null, 10, 5, 5, 0, 'cannot_tell'),
    ('at least: open below and too little', '>=', null, 10, 11, 11, 0, 'fails'),
    ('at least: against what is open below', '>=', 5, 5, null, 4, 0, 'holds'),
    ('at least: against what is open below, beyond it', '>=', 5, 5, null, 10, 0, 'cannot_tell'),
    ('at most: less', '<=', 3, 3, 10, 10, 0, 'holds'),
    ('at most: greater', '<=', 11, 11, 10, 10, 0, 'fails'),
    ('at most: greater within the tolerance', '<=', 11, 11, 10, 10, 1, 'holds'),
    ('at most: a part of an open total', '<=', 3, 3, 10, null, 0, 'holds'),
    ('at most: open itself', '<=', 3, null, 10, 10, 0, 'cannot_tell'),
    ('nothing known of one side', '=', null, null, 10, 10, 0, 'cannot_tell')
),

judged as (
    select
        *,
        {{ compare_intervals('operator', 'left_lower', 'left_upper', 'right_lower', 'right_upper', 'tolerance') }} as verdict
    from cases
)

select case_name, expected, verdict
from judged
where verdict <> expected
