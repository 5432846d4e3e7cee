export default {
  customers: "客户数",
  day: "日期",
  shareOfCustomers: "客户占比",
  shareOfSpend: "消费额占比",
  even: "完全平均",
};
