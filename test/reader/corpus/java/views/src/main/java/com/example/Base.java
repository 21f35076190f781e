package com.example;

import io.mcpmesh.Selector;

public interface Base {
    @Selector(capability = "media.base")
    String base(String args);
}
