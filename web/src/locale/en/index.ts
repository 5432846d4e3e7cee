import charts from "@/locale/en/charts";
import condition from "@/locale/en/condition";
import customer from "@/locale/en/customer";
import customers from "@/locale/en/customers";
import data from "@/locale/en/data";
import drilldown from "@/locale/en/drilldown";
import events from "@/locale/en/events";
import kit from "@/locale/en/kit";
import live from "@/locale/en/live";
import login from "@/locale/en/login";
import orders from "@/locale/en/orders";
import overview from "@/locale/en/overview";
import reviews from "@/locale/en/reviews";
import rules from "@/locale/en/rules";
import runs from "@/locale/en/runs";
import schedules from "@/locale/en/schedules";
import schemes from "@/locale/en/schemes";
import segments from "@/locale/en/segments";
import settings from "@/locale/en/settings";
import shell from "@/locale/en/shell";
import tags from "@/locale/en/tags";
import webhooks from "@/locale/en/webhooks";
import work from "@/locale/en/work";

/** All texts of the console in English, one file per room. */
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
