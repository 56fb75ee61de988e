package dev.gatehouse;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** The rules that keep the house as it is drawn in ARCHITECTURE.md, each with its reason. */
@AnalyzeClasses(
        packages = "dev.gatehouse",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {

    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(com.tngtech.archunit.core.importer.Location location) {
            return !location.contains("-tests.jar") && !location.contains("test-classes");
        }
    }

    private static final String[] GENERAL = {
        "dev.gatehouse.data.catalog..",
        "dev.gatehouse.data.query..",
        "dev.gatehouse.data.event..",
        "dev.gatehouse.data.access..",
        "dev.gatehouse.data.database..",
        "dev.gatehouse.data.json..",
        "dev.gatehouse.data.setting.."
    };

    private static final DescribedPredicate<JavaClass> A_RESOURCE =
            resideInAPackage("dev.gatehouse.data.*..").and(not(resideInAnyPackage(GENERAL)));

    /** With the parts of it that are long enough for files of their own. */
    private static final Set<String> SERVER_PARTS =
            Set.of("Server", "Realms", "Directories", "PoolWorkers");

    private static final DescribedPredicate<JavaClass> SERVER =
            DescribedPredicate.describe(
                    "Server",
                    type ->
                            type.getPackageName().equals("dev.gatehouse.www")
                                    && SERVER_PARTS.contains(
                                            type.getName()
                                                    .substring("dev.gatehouse.www.".length())
                                                    .replaceFirst("\\$.*", "")));

    private static final Set<String> WIRES_WITH_JAX_RS =
            Set.of("rest", "login", "account", "hook", "badge", "avatar");

    @ArchTest
    static final ArchRule GENERAL_PARTS_KNOW_NO_RESOURCE =
            noClasses()
                    .that()
                    .resideInAnyPackage(GENERAL)
                    .should()
                    .dependOnClassesThat(A_RESOURCE)
                    .because(
                            "the query, the event and the access must serve a type added tomorrow");

    @ArchTest
    static final ArchRule RESOURCES_FORM_NO_CYCLES =
            slices().matching("dev.gatehouse.data.(*)..")
                    .should()
                    .beFreeOfCycles()
                    .ignoreDependency(resideInAnyPackage(GENERAL), alwaysTrue())
                    .because(
                            "a resource is read and changed by itself; others are named by their id");

    @ArchTest
    static final ArchRule TYPES_ARE_LISTED_IN_THE_CATALOG_ONLY =
            noClasses()
                    .that(not(simpleName("Catalog")))
                    .and(not(simpleNameEndingWith("Type")))
                    .should()
                    .dependOnClassesThat(A_RESOURCE.and(simpleNameEndingWith("Type")))
                    .because("what the server can show, do and announce is said in one table");

    @ArchTest
    static final ArchRule DATA_KNOWS_NOBODY_ABOVE =
            noClasses()
                    .that()
                    .resideInAPackage("dev.gatehouse.data..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.gatehouse.master..",
                            "dev.gatehouse.worker..",
                            "dev.gatehouse.www..",
                            "dev.gatehouse.realm..",
                            "jakarta..",
                            "org.apache.shiro..")
                    .because(
                            "arrows never point up, and wires stay thin only where none can be seen");

    @ArchTest
    static final ArchRule MASTER_KNOWS_NO_WEB =
            noClasses()
                    .that()
                    .resideInAPackage("dev.gatehouse.master..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.gatehouse.www..",
                            "dev.gatehouse.worker..",
                            "dev.gatehouse.realm..",
                            "jakarta..")
                    .because("the master is steered through the interfaces beside the resources");

    @ArchTest
    static final ArchRule WORKER_AND_REALMS_STAND_ALONE =
            noClasses()
                    .that()
                    .resideInAnyPackage("dev.gatehouse.worker..", "dev.gatehouse.realm..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("dev.gatehouse..")
                                    .and(
                                            not(
                                                    resideInAnyPackage(
                                                            "dev.gatehouse.worker..",
                                                            "dev.gatehouse.realm.."))))
                    .because("others use them without the rest; the frames are all that is shared");

    @ArchTest
    static final ArchRule ONLY_THE_SERVER_KNOWS_MASTER_AND_REALMS =
            noClasses()
                    .that()
                    .resideInAPackage("dev.gatehouse.www..")
                    .and(not(SERVER))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("dev.gatehouse.master..", "dev.gatehouse.realm..")
                    .because("one class shows who knows whom");

    @ArchTest
    static final ArchRule WIRES_DO_NOT_KNOW_ONE_ANOTHER =
            slices().matching("dev.gatehouse.www.(*)..")
                    .should()
                    .notDependOnEachOther()
                    .ignoreDependency(
                            resideInAPackage("dev.gatehouse.www.stream.."),
                            simpleName("Json").or(simpleName("Form")))
                    // a login sends browsers there and takes them back
                    .ignoreDependency(
                            resideInAPackage("dev.gatehouse.www.login.."),
                            resideInAPackage("dev.gatehouse.www.oauth.."))
                    // the accounts of those who log in
                    .ignoreDependency(
                            resideInAPackage("dev.gatehouse.www.account.."),
                            resideInAPackage("dev.gatehouse.www.login.."))
                    // what every way in ends in, what everybody tells, how others are asked
                    .ignoreDependency(
                            alwaysTrue(),
                            resideInAPackage("dev.gatehouse.www.audit..")
                                    .or(resideInAPackage("dev.gatehouse.www.outgoing.."))
                                    .or(simpleName("Identity"))
                                    .or(simpleName("Logins"))
                                    .or(simpleName("LoginRefused"))
                                    .or(simpleName("Way")))
                    .because("a wire can be added or taken away without reading the others");

    @ArchTest
    static final ArchRule SHIRO_STAYS_AT_THE_LOGIN =
            noClasses()
                    .that()
                    .resideInAPackage("dev.gatehouse.www..")
                    .and()
                    .resideOutsideOfPackages("..www.login..", "..www.access..")
                    .and(not(SERVER))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.shiro..")
                    .because("everybody else gets a Caller, which no library can change under us");

    @ArchTest
    static final ArchRule URLS_ARE_READ_ONCE =
            noClasses()
                    .that(not(simpleName("RequestPath")))
                    .and()
                    .resideInAPackage("dev.gatehouse..")
                    .should()
                    .callMethodWhere(
                            DescribedPredicate.describe(
                                    "it reads the path by itself",
                                    call ->
                                            call.getTargetOwner()
                                                            .isAssignableTo(
                                                                    "jakarta.servlet.http.HttpServletRequest")
                                                    && Set.of(
                                                                    "getRequestURI",
                                                                    "getRequestURL",
                                                                    "getPathInfo",
                                                                    "getPathTranslated",
                                                                    "getServletPath")
                                                            .contains(call.getName())))
                    .because("two readings of one URL are how rules have been walked around");

    @ArchTest
    static final ArchRule JAX_RS_STAYS_IN_ITS_WIRES =
            noClasses()
                    .that(
                            DescribedPredicate.describe(
                                    "are no JAX-RS wire",
                                    type ->
                                            WIRES_WITH_JAX_RS.stream()
                                                    .noneMatch(
                                                            wire ->
                                                                    type.getPackageName()
                                                                            .startsWith(
                                                                                    "dev.gatehouse.www."
                                                                                            + wire))))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("jakarta.ws.rs..", "org.glassfish.jersey..")
                    .because("a wire is a thin adapter; the data API is no JAX-RS resource");

    @ArchTest
    static final ArchRule ONLY_THE_SERVER_BUILDS_THE_PARTS =
            noClasses()
                    .that(
                            not(SERVER)
                                    .and(not(simpleName("Stores")))
                                    .and(resideInAPackage("dev.gatehouse..")))
                    .should()
                    .callConstructorWhere(
                            DescribedPredicate.describe(
                                    "it is a store, the master or the door",
                                    call -> {
                                        JavaClass made = call.getTargetOwner();
                                        return !made.equals(call.getOriginOwner())
                                                && (made.getSimpleName().endsWith("Store")
                                                        || made.getName()
                                                                .equals(
                                                                        "dev.gatehouse.master.Master")
                                                        || made.getName()
                                                                .equals(
                                                                        "dev.gatehouse.data.DataApi"));
                                    }))
                    .because("the object graph is read in one place, top to bottom");

    @ArchTest
    static final ArchRule ONLY_STORES_WRITE =
            noClasses()
                    .that()
                    .resideInAPackage("dev.gatehouse..")
                    .and()
                    .resideOutsideOfPackage("dev.gatehouse.data.database..")
                    .and(not(simpleNameEndingWith("Store")))
                    // The part of LogStore that is long enough for a file of its own.
                    .and(not(simpleName("ChunkMerger")))
                    .should()
                    .callMethodWhere(
                            DescribedPredicate.describe(
                                    "it writes or announces",
                                    call ->
                                            call.getTargetOwner()
                                                            .getName()
                                                            .equals(
                                                                    "dev.gatehouse.data.database.Transaction")
                                                    && Set.of("insert", "update", "announce")
                                                            .contains(call.getName())))
                    .because("each table has one writer, which announces what it wrote");

    @ArchTest
    static final ArchRule ONLY_COMMITS_PUBLISH =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "dev.gatehouse.data.database..", "dev.gatehouse.data.event..")
                    .should()
                    .callMethodWhere(
                            DescribedPredicate.describe(
                                    "it publishes events",
                                    (JavaAccess<?> call) ->
                                            call.getTargetOwner().getSimpleName().equals("EventBus")
                                                    && call.getName().equals("publish")))
                    .because("news that no commit stands behind may turn out to be wrong");

    @ArchTest
    static final ArchRule MAPPERS_LEAVE_NOTHING_IN_THREADS =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "dev.gatehouse.data..", "dev.gatehouse.master..", "dev.gatehouse.www..")
                    .and()
                    .resideOutsideOfPackages(
                            "dev.gatehouse.data.json..", "dev.gatehouse.master.worker.msgpack..")
                    .should()
                    .callCodeUnitWhere(
                            DescribedPredicate.describe(
                                    "it makes a mapper with Jackson's buffers per thread",
                                    call ->
                                            call.getTargetOwner().isAssignableTo(ObjectMapper.class)
                                                    && Set.of("<init>", "builder")
                                                            .contains(call.getName())))
                    .because(
                            "a container's threads would keep an undeployed application in memory; JsonMappers"
                                    + " makes mappers that keep nothing there");

    @ArchTest
    static final ArchRule PACKAGES_ARE_NULL_MARKED =
            classes()
                    .that()
                    .resideInAPackage("dev.gatehouse..")
                    .should(
                            new ArchCondition<JavaClass>("lie in a null-marked package") {
                                @Override
                                public void check(JavaClass type, ConditionEvents events) {
                                    boolean marked =
                                            type.getPackage().isAnnotatedWith(NullMarked.class);
                                    events.add(
                                            new SimpleConditionEvent(type, marked, type.getName()));
                                }
                            })
                    .because("the absence of @Nullable means never null");

    @ArchTest
    static final ArchRule RECORDS_HAVE_NO_ARRAYS =
            fields().that()
                    .areNotStatic()
                    .and()
                    .areDeclaredInClassesThat(
                            DescribedPredicate.describe("are records", JavaClass::isRecord))
                    .should(
                            new ArchCondition<JavaField>("be no array") {
                                @Override
                                public void check(JavaField field, ConditionEvents events) {
                                    events.add(
                                            new SimpleConditionEvent(
                                                    field,
                                                    !field.getRawType().isArray(),
                                                    field.getFullName()));
                                }
                            })
                    .because("an array can be changed by whoever holds it, and has no equals");

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS =
            noClasses()
                    .that()
                    .resideInAPackage("dev.gatehouse..")
                    .should(be(simpleNameEndingWith("Impl")))
                    .orShould(be(simpleNameEndingWith("Util")))
                    .orShould(be(simpleNameEndingWith("Utils")))
                    .orShould(be(simpleNameEndingWith("Helper")))
                    .orShould(be(simpleNameEndingWith("Manager")))
                    .because("such a name marks a thought that was not finished");
}
