-- Numbers of events are drawn before their transaction ends: a later number may be there before an earlier
-- one. The lock waits until every transaction that has drawn one has ended, so that up to the number given
-- nothing is still to come. It is let go with the transaction that asks.
create function raw.last_event() returns bigint language plpgsql security definer
set search_path = pg_catalog as $$
begin
    lock table raw.events in share mode;
    return (select coalesce(max(event_id), 0) from raw.events);
end
$$;
comment on function raw.last_event() is '已无更早事件会再到达的最后一个事件序号';
revoke all on function raw.last_event() from public;

do $$
begin
    if exists (select from pg_roles where rolname = 'warehouse_transformer') then
        grant execute on function raw.last_event() to warehouse_transformer;
    end if;
end
$$;
