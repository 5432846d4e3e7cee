export default {
  title: "Runs",
};
