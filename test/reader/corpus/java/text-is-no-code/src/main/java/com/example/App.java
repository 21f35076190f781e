package com.example;

import io.mcpmesh.MeshAgent;
import io.mcpmesh.MeshTool;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * <pre>{@code @MeshTool(capability = "in_a_comment")}</pre>
 */
@SpringBootApplication
@MeshAgent(name = "real-java") // @MeshAgent(name = "in-a-comment")
public class App {
    static final String EXAMPLE = "@MeshTool(capability = \"in_a_string\")";
    static final String BLOCK = """
        @MeshTool(capability = "in_a_block")
        """;

    public static void main(String[] args) { SpringApplication.run(App.class, args); }

    /* @MeshTool(capability = "in_a_comment") */
    @MeshTool(capability = "real", /* tags = {"no"}, */ description = "@MeshTool(capability = 'no')")
    public String real() {
        Class<?> type = App.class;
        return switch (type) { case Class<?> c when c != null -> "x"; default -> "y"; };
    }
}
