package com.shared;

public interface Names {
    String PREFIX = "shop";
    String ORDERS = PREFIX + "_orders";

    final class Tags {
        public static final String EU = "eu";
        public static String changing = "x";
    }
}
