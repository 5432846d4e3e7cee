export default {
  title: "Segments",
};
