export default {
  title: "Tier schemes",
};
