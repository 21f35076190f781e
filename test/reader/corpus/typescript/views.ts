import { FastMCP, mesh, type MeshServiceFacade } from "@mcpmesh/sdk";
const agent = mesh(new FastMCP({ name: "M" }), { name: "media-ts", httpPort: 9016 });
const Unused = mesh.serviceView({ methods: { never: "never.asked" } });
const Media = mesh.serviceView({
  methods: {
    thumbnail: { capability: "media.thumbnail", tags: ["+fast"], version: "^1.0.0" },
    caption: { capability: "media.caption", required: true },
    base: "media.base",
  },
  minAvailable: 1,
});
agent.addTool({
  name: "process",
  dependencies: ["audit_log", Media, "last"],
  execute: async (args, audit, media) => (media as MeshServiceFacade<typeof Media>).caption({}),
});
