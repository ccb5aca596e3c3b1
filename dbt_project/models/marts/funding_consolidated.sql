-- Funds of a unit and all below it, before and after elimination of what these units granted one another
-- (a period's own boundary, annual). A transfer is eliminated by the amount on which both sides agree, on
-- both sides alike, and only where both ends' own figures stand in the sum: so a balancing item is the
-- same before and after. What only one side told stays in and is shown as unmatched; after_resolved_yuan
-- takes it out too, as the higher level's record would.
with

items_asked as (
    -- an item, what it adds up, and the end of a transfer that it holds. The catalogue takes money passed on
    -- out of government appropriations, and no kind of use is passing on: in what was raised and what was
    -- used each yuan stands once already, and nothing is eliminated
    select *
    from (
        values
        ('subsidies_received', 'subsidy_received', 'payee'),
        ('subsidies_granted', 'subsidy_granted', 'payer'),
        ('raised', 'fund_raised_total', null),
        ('used', 'fund_used_total', null)
    ) as listed (item, indicator, side)
),

balances_asked as (
    select *
    from (
        values
        ('subsidy_balance', 'subsidies_received', 'subsidies_granted'),
        ('fund_balance', 'raised', 'used')
    ) as listed (balance, gained, given)
),

figures as (
    select
        items_asked.item,
        items_asked.side,
        totals.*,
        periods.last_day,
        periods.period_year
    from {{ ref('totals') }} as totals
    inner join {{ ref('stg_periods') }} as periods
        on totals.period = periods.period and periods.period_type = 'annual'
    inner join items_asked on totals.indicator = items_asked.indicator
    where
        totals.boundary = 'period'
        {%- for dimension in dimensions() %}
        and totals.{{ dimension }} = 'total'
        {%- endfor %}
),

own as (
    -- what is not applicable was reported and adds nothing
    select
        org_code,
        period_year,
        last_day,
        item,
        own as value,
        case when own is not null then lower end as lower,
        case when own is not null then upper end as upper
    from figures
    where side is not null and method = 'computed'
),

lines as (
    select
        transfers.*,
        payers.value is not null and payees.value is not null as is_covered
    from {{ ref('transfers') }} as transfers
    left join own as payers
        on transfers.payer_code = payers.org_code
        and transfers.year = payers.period_year
        and payers.item = 'subsidies_granted'
    left join own as payees
        on transfers.payee_code = payees.org_code
        and transfers.year = payees.period_year
        and payees.item = 'subsidies_received'
    where transfers.direction = 'down'
),

ends as (
    select 'subsidies_received' as item, lines.payee_code as org_code, lines.received_yuan as told_yuan, lines.*
    from lines

    union all

    select 'subsidies_granted' as item, lines.payer_code as org_code, lines.paid_yuan as told_yuan, lines.*
    from lines
),

told as (
    -- what each end told and agreed, at every unit that has both ends at or below it on the year's last day
    select
        ends.item,
        ends.org_code,
        ancestry.tree_day as last_day,
        ancestry.ancestor_code as node_code,
        sum(ends.told_yuan) as told_yuan,
        sum(ends.matched_yuan) filter (where ends.is_covered) as matched_yuan
    from ends
    inner join {{ ref('int_ancestry') }} as ancestry
        on ends.payer_code = ancestry.org_code and make_date(ends.year, 12, 31) = ancestry.tree_day
    inner join {{ ref('int_ancestry') }} as payees
        on ends.payee_code = payees.org_code
        and ancestry.tree_day = payees.tree_day
        and ancestry.ancestor_code = payees.ancestor_code
    group by ends.item, ends.org_code, ancestry.tree_day, ancestry.ancestor_code
),

sheets as (
    -- who told its side of any transfer of the year: what it did not name did not come from here
    select distinct
        case side when 'payer' then payer_code else payee_code end as org_code,
        period_year,
        case side when 'payer' then 'subsidies_granted' else 'subsidies_received' end as item
    from {{ ref('int_transfer_sides') }}
    where direction = 'down'
),

at_nodes as (
    select
        own.item,
        own.period_year,
        own.last_day,
        ancestry.ancestor_code as node_code,
        own.value,
        own.lower,
        own.upper,
        coalesce(told.matched_yuan, 0) as eliminated_yuan,
        case
            when own.value is null then 0
            else coalesce(told.told_yuan, 0) - coalesce(told.matched_yuan, 0)
        end as unmatched_yuan,
        case
            when own.value is null then 0
            -- a unit does not receive from itself or from below
            when own.item = 'subsidies_received' and own.org_code = ancestry.ancestor_code then own.lower
            -- who filed no sheet may have received or granted all of it inside; money is not negative, but
            -- never more at least than what is left
            when sheets.org_code is null then 0
            else least(greatest(own.lower - coalesce(told.told_yuan, 0), 0), own.value - coalesce(told.matched_yuan, 0))
        end as lower_after
    from own
    inner join {{ ref('int_ancestry') }} as ancestry
        on own.org_code = ancestry.org_code and own.last_day = ancestry.tree_day
    left join told
        on own.item = told.item
        and own.last_day = told.last_day
        and ancestry.ancestor_code = told.node_code
        and own.org_code = told.org_code
    left join sheets
        on own.item = sheets.item
        and own.period_year = sheets.period_year
        and own.org_code = sheets.org_code
),

completeness as (
    select
        items_asked.item,
        ancestry.ancestor_code as node_code,
        due.last_day,
        count(*) as due_count,
        count(own.org_code) as in_count
    from {{ ref('int_due') }} as due
    inner join {{ ref('int_due_profiles') }} as profiles
        on due.profile = profiles.profile and profiles.period_type = 'annual'
    inner join items_asked
        on profiles.indicator = items_asked.indicator and items_asked.side is not null
    inner join {{ ref('int_ancestry') }} as ancestry
        on due.org_code = ancestry.org_code and due.last_day = ancestry.tree_day
    left join own
        on due.org_code = own.org_code
        and due.last_day = own.last_day
        and items_asked.item = own.item
    where due.boundary = 'period'
    group by items_asked.item, ancestry.ancestor_code, due.last_day
),

added_up as (
    select
        at_nodes.item,
        at_nodes.period_year,
        at_nodes.node_code,
        sum(at_nodes.value) as before_yuan,
        case when not bool_or(at_nodes.value is not null and at_nodes.lower is null) then sum(at_nodes.lower) end as before_lower,
        case
            when
                coalesce(min(completeness.due_count) = min(completeness.in_count), true)
                and not bool_or(at_nodes.value is not null and at_nodes.upper is null)
                then sum(at_nodes.upper)
        end as before_upper,
        sum(at_nodes.eliminated_yuan) as eliminated_yuan,
        sum(at_nodes.unmatched_yuan) as unmatched_yuan,
        case when not bool_or(at_nodes.lower_after is null) then sum(at_nodes.lower_after) end as after_lower,
        case
            when min(completeness.due_count) > 0
                then {{ round6('min(completeness.in_count)', 'min(completeness.due_count)') }}
        end as completeness
    from at_nodes
    left join completeness
        on at_nodes.item = completeness.item
        and at_nodes.node_code = completeness.node_code
        and at_nodes.last_day = completeness.last_day
    group by at_nodes.item, at_nodes.period_year, at_nodes.node_code
    having count(at_nodes.value) > 0
),

both_kinds as (
    select * from added_up

    union all

    select
        item,
        period_year,
        org_code as node_code,
        total as before_yuan,
        lower as before_lower,
        upper as before_upper,
        0 as eliminated_yuan,
        0 as unmatched_yuan,
        lower as after_lower,
        completeness
    from figures
    where side is null and total is not null
),

items as (
    -- to the fen before anything is taken off, ends outward
    select
        item,
        period_year,
        node_code,
        round(before_yuan, 2) as before_yuan,
        floor(before_lower * 100) * 0.01 as before_lower,
        ceil(before_upper * 100) * 0.01 as before_upper,
        eliminated_yuan,
        unmatched_yuan,
        round(before_yuan, 2) - eliminated_yuan as after_yuan,
        floor(after_lower * 100) * 0.01 as after_lower,
        ceil(before_upper * 100) * 0.01 - eliminated_yuan as after_upper,
        completeness
    from both_kinds
),

with_balances as (
    select * from items

    union all

    select
        balances_asked.balance as item,
        gained.period_year,
        gained.node_code,
        gained.before_yuan - given.before_yuan as before_yuan,
        gained.before_lower - given.before_upper as before_lower,
        gained.before_upper - given.before_lower as before_upper,
        gained.eliminated_yuan - given.eliminated_yuan as eliminated_yuan,
        gained.unmatched_yuan - given.unmatched_yuan as unmatched_yuan,
        gained.after_yuan - given.after_yuan as after_yuan,
        -- what is taken from both alike leaves the interval of their difference where it was
        gained.before_lower - given.before_upper as after_lower,
        gained.before_upper - given.before_lower as after_upper,
        least(gained.completeness, given.completeness) as completeness
    from items as gained
    inner join balances_asked on gained.item = balances_asked.gained
    inner join items as given
        on gained.node_code = given.node_code
        and gained.period_year = given.period_year
        and balances_asked.given = given.item
)

select
    node_code::varchar(12) as org_code,
    period_year::integer as year,
    item::varchar(24) as item,
    case item
        when 'subsidies_received' then '获得上级奖补资金'
        when 'subsidies_granted' then '拨付下级奖补资金'
        when 'subsidy_balance' then '奖补资金收支差额（获得减拨付）'
        when 'raised' then '科普经费筹集额'
        when 'used' then '科普经费使用额'
        when 'fund_balance' then '科普经费收支差额（筹集减使用）'
    end::varchar(40) as item_zh,
    before_yuan::numeric(38, 2) as before_yuan,
    before_lower::numeric(38, 2) as before_lower,
    before_upper::numeric(38, 2) as before_upper,
    eliminated_yuan::numeric(38, 2) as eliminated_yuan,
    unmatched_yuan::numeric(38, 2) as unmatched_yuan,
    after_yuan::numeric(38, 2) as after_yuan,
    after_lower::numeric(38, 2) as after_lower,
    after_upper::numeric(38, 2) as after_upper,
    (after_yuan - unmatched_yuan)::numeric(38, 2) as after_resolved_yuan,
    completeness::numeric(7, 6) as completeness
from with_balances
