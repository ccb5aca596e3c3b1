-- An imputation stands in where nobody reported. Once somebody has, it should be withdrawn: it still
-- is in the adjusted totals, for only a person may end what a person decided.
select
    'imputation_overtaken' as rule_id,
    '核实性' as severity,
    org_code,
    {{ cell() }},
    'period' as boundary,
    'fails' as verdict,
    submission_id,
    source_ref,
    '插补之后该单元已有报送数：请撤销插补，或改为修正' as message_zh,
    '报送数 ' || coalesce(trim_scale(reported_value)::text, '-') as expected,
    '插补数 ' || coalesce(trim_scale(value)::text, '-') as found
from {{ ref('int_edits') }}
where state = 'in_force' and category = 'imputation' and edited_state <> 'erased' and reported_state is not null
