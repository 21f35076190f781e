package com.example;

import io.mcpmesh.MeshService;
import io.mcpmesh.Selector;

@MeshService(minAvailable = 1)
public interface Media extends Base {
    @Selector(capability = "media.thumbnail", tags = {"+fast"}, version = "^1.0.0")
    String thumbnail(String args);

    @Selector(capability = "media.caption", required = true)
    String caption(String args);

    default String both(String args) { return thumbnail(args) + caption(args); }
}
