export default {
  customers: "Customers",
  day: "Day",
  shareOfCustomers: "Share of customers",
  shareOfSpend: "Share of spend",
  even: "Perfectly even",
};
