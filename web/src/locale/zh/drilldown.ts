export default {
  title: "钻取",
};
