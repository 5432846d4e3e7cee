export default {
  title: "数据",
};
