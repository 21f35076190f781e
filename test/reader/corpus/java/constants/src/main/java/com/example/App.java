package com.example;

import static com.shared.Names.ORDERS;

import com.shared.Names;
import io.mcpmesh.MeshAgent;
import io.mcpmesh.MeshTool;
import io.mcpmesh.Selector;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
@MeshAgent(name = Names.PREFIX + "-java", version = App.VERSION)
public class App extends Defaults {
    static final String VERSION = "1." + "2.3";
    private static final int PORT = 9_000;

    public static void main(String[] args) { SpringApplication.run(App.class, args); }

    @MeshTool(capability = (Names.PREFIX), version = VERSION, tags = {Names.Tags.EU, INHERITED}, dependencies = {@Selector(capability = ORDERS), @Selector(capability = """
        stock\
        _level""")})
    public String sell() { return ""; }
}

class Defaults {
    static final String INHERITED = "inh\u0065rited";
}
