import { useQueryClient } from "@tanstack/react-query";
import { Tag } from "antd";
import { Link, useSearchParams } from "react-router";

import { Chip } from "@/filter/Chip";
import { Choices } from "@/filter/Choices";
import { FilterBar } from "@/filter/FilterBar";
import { useCustomerFilter } from "@/filter/useCustomerFilter";
import { Empty } from "@/kit/Empty";
import { PageHead } from "@/kit/PageHead";
import { useCalmRefresh } from "@/live/useCalmRefresh";
import { Waiting } from "@/live/Waiting";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { OrderDrawer } from "@/rooms/orders/OrderDrawer";
import { useOpenOrder } from "@/rooms/orders/orderInAddress";
import styles from "@/rooms/orders/Orders.module.css";
import { FACETS, type OrdersFacet, type OrdersFilter, readOrdersFilter, writeOrdersFilter } from "@/rooms/orders/ordersFilter";
import { fetchOrders, type OrderRow } from "@/rooms/orders/queries";
import { useMonths } from "@/rooms/orders/useMonths";
import { useMeta } from "@/session/meta";
import type { Column } from "@/table/column";
import { DataTable } from "@/table/DataTable";

const LIST_KEY = ["orders"] as const;

/** The list is counted anew for everybody who looks at it. */
const PAUSE_MS = 10_000;

/** Orders, newest first, of the customers and with the content that the filter asks for; each opens to its lines. */
export default function Orders() {
  const { t } = useTranslation("orders");
  const { filter } = useCustomerFilter();
  const [parameters, setParameters] = useSearchParams();
  const asked = readOrdersFilter(parameters);
  const { show } = useOpenOrder();
  const columns = useColumns();
  const { ref, waiting, show: showNewer } = useFollowing();
  const set = (change: OrdersFilter) => setParameters((before) => writeOrdersFilter(before, change));
  return (
    <>
      <PageHead title={t("title")} />
      <FilterBar day={false} facets={["region", "type", "manager", "tier", "stage", "tag"]}>
        {FACETS.map((facet) => (
          <FacetChip key={facet} facet={facet} chosen={asked[facet] ?? []} onChange={(values) => set({ [facet]: values })} />
        ))}
        {asked.customer_id && <CustomerChip id={asked.customer_id} onClear={() => set({ customer_id: undefined })} />}
      </FilterBar>
      <div ref={ref}>
        <Waiting waiting={waiting} show={showNewer} />
        <DataTable<OrderRow>
          name="orders"
          label={t("table.label")}
          columns={columns}
          rowKey={(order) => `${order.source}:${order.order_id}`}
          rowName={(order) => order.order_id}
          onOpen={(order) => show({ source: order.source, orderId: order.order_id })}
          queryKey={[...LIST_KEY, filter, asked]}
          fetchPage={({ cursor, limit }) => fetchOrders({ ...filter, ...asked, cursor, limit })}
          empty={<Empty title={t("table.empty")} text={t("table.emptyText")} />}
        />
      </div>
      <OrderDrawer />
    </>
  );
}

/** Orders that events bring or change are shown when nobody is at the rows. */
function useFollowing() {
  const cache = useQueryClient();
  return useCalmRefresh<HTMLDivElement>({
    concerns: (news) => news.customers.size > 0,
    refresh: () => void cache.invalidateQueries({ queryKey: LIST_KEY }),
    pause: PAUSE_MS,
  });
}

type FacetChipProps = { facet: OrdersFacet; chosen: string[]; onChange: (chosen: string[]) => void };

function FacetChip({ facet, chosen, onChange }: FacetChipProps) {
  const { t } = useTranslation("orders");
  const { data: meta } = useMeta();
  const months = useMonths();
  const choices = { category: meta?.categories ?? [], order_channel: meta?.channels ?? [], month: months }[facet];
  const names = chosen.map((id) => choices.find((choice) => choice.id === id)?.name ?? id);
  return (
    <Chip name={t(`filters.${facet}`)} chosen={names.join(t("filters.or"))} onClear={() => onChange([])}>
      {() => <Choices choices={choices} chosen={chosen} onChange={onChange} />}
    </Chip>
  );
}

function CustomerChip({ id, onClear }: { id: string; onClear: () => void }) {
  const { t } = useTranslation("orders");
  return (
    <Chip name={t("filters.customer")} chosen={id} onClear={onClear}>
      {() => <Link to={`/customers/${encodeURIComponent(id)}`}>{t("filters.open")}</Link>}
    </Chip>
  );
}

function Categories({ order }: { order: OrderRow }) {
  const names = order.categories.map((one) => one.name).join(" · ");
  return (
    <span className={styles.categories} title={names}>
      {names}
    </span>
  );
}

function useColumns(): Column<OrderRow>[] {
  const { t } = useTranslation("orders");
  const formats = useFormats();
  return [
    {
      id: "order",
      title: t("table.order"),
      always: true,
      phone: "head",
      render: (order) => (
        <span className={styles.order}>
          {order.order_id} {order.live && <Tag className={styles.live}>{t("live")}</Tag>}
          {order.has_return && <span className={styles.return}>{t("table.hasReturn")}</span>}
        </span>
      ),
    },
    { id: "day", title: t("table.day"), render: (order) => formats.day(order.day) },
    {
      id: "customer",
      title: t("table.customer"),
      render: (order) => <Link to={`/customers/${encodeURIComponent(order.customer_id)}`}>{order.customer_name}</Link>,
    },
    { id: "channel", title: t("table.channel"), phone: "hide", render: (order) => order.channel?.name ?? "–" },
    { id: "categories", title: t("table.categories"), phone: "hide", render: (order) => <Categories order={order} /> },
    { id: "lines", title: t("table.lines"), align: "right", phone: "hide", render: (order) => formats.number(order.lines) },
    { id: "quantity", title: t("table.quantity"), align: "right", phone: "hide", extra: true, render: (order) => formats.number(order.quantity, 3) },
    { id: "discount", title: t("table.discount"), align: "right", phone: "hide", render: (order) => formats.money(order.discount) },
    { id: "margin", title: t("table.margin"), align: "right", phone: "hide", render: (order) => formats.money(order.margin) },
    { id: "amount", title: t("table.amount"), align: "right", render: (order) => formats.money(order.amount) },
  ];
}
