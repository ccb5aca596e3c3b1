-- What levels granted one another is taken from what was received and from what was granted alike: what
-- was received less what was granted, and what was raised less what was used, are the same before and
-- after, whatever did not match. It fails as well when no unit has both sides while one was reported.
with

items as (
    select * from {{ ref('funding_consolidated') }}
),

pairs as (
    select
        gained.org_code,
        gained.year,
        gained.item,
        gained.before_yuan - given.before_yuan as before_yuan,
        gained.after_yuan - given.after_yuan as after_yuan,
        balance.before_yuan as balance_before_yuan,
        balance.after_yuan as balance_after_yuan
    from items as gained
    inner join items as given
        on gained.org_code = given.org_code
        and gained.year = given.year
        and (gained.item, given.item) in (('subsidies_received', 'subsidies_granted'), ('raised', 'used'))
    left join items as balance
        on gained.org_code = balance.org_code
        and gained.year = balance.year
        and balance.item = case gained.item when 'raised' then 'fund_balance' else 'subsidy_balance' end
)

select * from pairs
where
    before_yuan <> after_yuan
    or before_yuan is distinct from balance_before_yuan
    or after_yuan is distinct from balance_after_yuan
