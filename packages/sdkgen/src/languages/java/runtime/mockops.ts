// MockOps.java of a Java SDK, after its package line: the same in every one.
// What a virtual system should assume, as headers.

export const MOCKOPS_JAVA = `import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the virtual system should assume for these requests; sent as headers, which real services
 * ignore. Null leaves a header out.
 *
 * @param session isolates state: requests of one session see only its own changes
 * @param ciRun attributes the requests to a CI run, for coverage
 */
public record MockOps(String session, String persona, String scenario, String ciRun) {
  public static MockOps none() {
    return new MockOps(null, null, null, null);
  }

  public static MockOps inSession(String session) {
    return none().withSession(session);
  }

  public MockOps withSession(String name) {
    return new MockOps(name, persona, scenario, ciRun);
  }

  public MockOps withPersona(String name) {
    return new MockOps(session, name, scenario, ciRun);
  }

  public MockOps withScenario(String name) {
    return new MockOps(session, persona, name, ciRun);
  }

  public MockOps withCiRun(String name) {
    return new MockOps(session, persona, scenario, name);
  }

  Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    if (session != null) headers.put("mockops-session", session);
    if (persona != null) headers.put("mockops-persona", persona);
    if (scenario != null) headers.put("mockops-scenario", scenario);
    if (ciRun != null) headers.put("mockops-ci-run", ciRun);
    return headers;
  }
}
`;
