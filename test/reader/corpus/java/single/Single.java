import io.mcpmesh.MeshAgent;
import io.mcpmesh.MeshTool;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
@MeshAgent(name = "single-java")
class Single {
    @MeshTool(capability = "single")
    String single() { return ""; }
}
