export default {
  title: "Drill-down",
};
