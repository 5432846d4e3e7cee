export default {
  title: "分层方案",
};
