export default {
  title: "分群",
};
