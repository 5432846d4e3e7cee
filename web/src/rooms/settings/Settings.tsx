import { lazy, Suspense, type ComponentType } from "react";
import { Navigate, useParams } from "react-router";

import { Loading } from "@/kit/Loading";
import { PageHead } from "@/kit/PageHead";
import { TabLinks } from "@/kit/TabLinks";
import { useTranslation } from "@/locale/texts";
import Account from "@/rooms/settings/Account";
import { useMay } from "@/session/session";

type Part = { id: "account" | "users" | "roles" | "keys" | "api" | "webhooks" | "schedules" | "rules" | "audit"; permission?: string; Page: ComponentType };

const PARTS: Part[] = [
  { id: "account", Page: Account },
  { id: "users", permission: "users.manage", Page: lazy(() => import("@/rooms/settings/Users")) },
  { id: "roles", permission: "users.manage", Page: lazy(() => import("@/rooms/settings/Roles")) },
  { id: "keys", permission: "keys.manage", Page: lazy(() => import("@/rooms/settings/Keys")) },
  { id: "api", permission: "keys.manage", Page: lazy(() => import("@/rooms/settings/Api")) },
  { id: "webhooks", permission: "webhooks.manage", Page: lazy(() => import("@/rooms/settings/webhooks/Webhooks")) },
  { id: "schedules", permission: "runs.read", Page: lazy(() => import("@/rooms/settings/schedules/Schedules")) },
  { id: "rules", permission: "tasks.read", Page: lazy(() => import("@/rooms/settings/rules/TaskRules")) },
  { id: "audit", permission: "audit.read", Page: lazy(() => import("@/rooms/settings/Audit")) },
];

/** One's own account for everybody; users, roles, keys, what others are told, what runs by the clock, the rules for tasks and audit for whom the matrix lets. */
export default function Settings() {
  const { t } = useTranslation("settings");
  const { tab } = useParams();
  const may = useMay();
  const open = PARTS.filter((part) => !part.permission || may(part.permission));
  const part = open.find((one) => one.id === tab);
  if (!part) return <Navigate to="/settings/account" replace />;
  return (
    <>
      <PageHead title={t("title")} />
      {open.length > 1 && (
        <TabLinks label={t("title")} tabs={open.map(({ id }) => ({ to: `/settings/${id}`, name: t(`part.${id}`) }))} />
      )}
      <Suspense fallback={<Loading page />}>
        <part.Page />
      </Suspense>
    </>
  );
}
