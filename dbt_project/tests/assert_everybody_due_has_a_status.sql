-- Who owes a form has one row with a status, and nobody else is called due.
select form, period, org_code
from {{ ref('int_form_due') }}
except
select form, period, org_code from {{ ref('submission_status') }} where is_due

union all

(
    select form, period, org_code from {{ ref('submission_status') }} where is_due
    except
    select form, period, org_code
    from {{ ref('int_form_due') }}
)
