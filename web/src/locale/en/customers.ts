export default {
  title: "Customers",
};
