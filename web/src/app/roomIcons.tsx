import AppstoreOutlined from "@ant-design/icons/AppstoreOutlined";
import AuditOutlined from "@ant-design/icons/AuditOutlined";
import BarChartOutlined from "@ant-design/icons/BarChartOutlined";
import CarryOutOutlined from "@ant-design/icons/CarryOutOutlined";
import ClockCircleOutlined from "@ant-design/icons/ClockCircleOutlined";
import DatabaseOutlined from "@ant-design/icons/DatabaseOutlined";
import ExperimentOutlined from "@ant-design/icons/ExperimentOutlined";
import FileTextOutlined from "@ant-design/icons/FileTextOutlined";
import OrderedListOutlined from "@ant-design/icons/OrderedListOutlined";
import SettingOutlined from "@ant-design/icons/SettingOutlined";
import ShopOutlined from "@ant-design/icons/ShopOutlined";
import TagsOutlined from "@ant-design/icons/TagsOutlined";
import TeamOutlined from "@ant-design/icons/TeamOutlined";
import type { ReactNode } from "react";

import type { Room } from "@/app/rooms";

export const ROOM_ICONS: Record<Room["id"], ReactNode> = {
  overview: <AppstoreOutlined />,
  work: <CarryOutOutlined />,
  customers: <ShopOutlined />,
  drilldown: <BarChartOutlined />,
  orders: <FileTextOutlined />,
  reviews: <AuditOutlined />,
  tags: <TagsOutlined />,
  segments: <TeamOutlined />,
  schemes: <OrderedListOutlined />,
  whatIf: <ExperimentOutlined />,
  data: <DatabaseOutlined />,
  runs: <ClockCircleOutlined />,
  settings: <SettingOutlined />,
};
