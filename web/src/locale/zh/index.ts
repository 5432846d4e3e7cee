import charts from "@/locale/zh/charts";
import condition from "@/locale/zh/condition";
import customer from "@/locale/zh/customer";
import customers from "@/locale/zh/customers";
import data from "@/locale/zh/data";
import drilldown from "@/locale/zh/drilldown";
import events from "@/locale/zh/events";
import kit from "@/locale/zh/kit";
import live from "@/locale/zh/live";
import login from "@/locale/zh/login";
import orders from "@/locale/zh/orders";
import overview from "@/locale/zh/overview";
import reviews from "@/locale/zh/reviews";
import rules from "@/locale/zh/rules";
import runs from "@/locale/zh/runs";
import schedules from "@/locale/zh/schedules";
import schemes from "@/locale/zh/schemes";
import segments from "@/locale/zh/segments";
import settings from "@/locale/zh/settings";
import shell from "@/locale/zh/shell";
import tags from "@/locale/zh/tags";
import webhooks from "@/locale/zh/webhooks";
import work from "@/locale/zh/work";

/** All texts of the console in Chinese, one file per room. */
export default {
  charts,
  condition,
  customer,
  customers,
  data,
  drilldown,
  events,
  kit,
  live,
  login,
  orders,
  overview,
  reviews,
  rules,
  runs,
  schedules,
  schemes,
  segments,
  settings,
  shell,
  tags,
  webhooks,
  work,
};
