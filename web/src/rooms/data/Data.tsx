import { Button } from "antd";
import type { ComponentType } from "react";
import { Link, useParams } from "react-router";

import { NotFound } from "@/app/NotFound";
import { PageHead } from "@/kit/PageHead";
import { TabLinks } from "@/kit/TabLinks";
import { useTranslation } from "@/locale/texts";
import { Batches } from "@/rooms/data/Batches";
import { Dictionary } from "@/rooms/data/Dictionary";
import { Events } from "@/rooms/data/events/Events";
import { Mappings } from "@/rooms/data/mappings/Mappings";
import { QualityTab } from "@/rooms/data/QualityTab";
import { Quarantine } from "@/rooms/data/quarantine/Quarantine";
import { Sources } from "@/rooms/data/sources/Sources";
import { useMay } from "@/session/session";

const TABS = {
  batches: Batches,
  quarantine: Quarantine,
  events: Events,
  sources: Sources,
  mappings: Mappings,
  quality: QualityTab,
  dictionary: Dictionary,
} satisfies Record<string, ComponentType>;

type Tab = keyof typeof TABS;
const FIRST: Tab = "batches";

const pathOf = (tab: Tab) => (tab === FIRST ? "/data" : `/data/${tab}`);

/** What came in, what could not be used, where it comes from, how good it is, and what it means. */
export default function Data() {
  const { t } = useTranslation("data");
  const may = useMay();
  const { tab = FIRST } = useParams();
  if (!(tab in TABS)) return <NotFound />;
  const Part = TABS[tab as Tab];
  const names = Object.keys(TABS) as Tab[];
  return (
    <>
      <PageHead
        title={t("title")}
        actions={
          may("imports.write") && (
            <Link to="/data/import">
              <Button type="primary">{t("import")}</Button>
            </Link>
          )
        }
      />
      <TabLinks label={t("tabs.label")} tabs={names.map((name) => ({ to: pathOf(name), name: t(`tabs.${name}`) }))} />
      <Part />
    </>
  );
}
