package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.security.MessageDigest;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How secrets are compared and made; neither shows on the wire. */
class SecretComparisonTest {
    private static final JavaClasses OURS =
            new ClassFileImporter()
                    .withImportOption(new ArchitectureTest.NoTestJars())
                    .importPackages(
                            "dev.gatehouse.www",
                            "dev.gatehouse.realm",
                            "dev.gatehouse.master",
                            "dev.gatehouse.data");

    @ParameterizedTest
    @CsvSource({
        "dev.gatehouse.www.oauth.Attempt, matches",
        "dev.gatehouse.www.login.UserPasswordRealm$Digest, equals",
        "dev.gatehouse.realm.htpasswd.PasswordHash, same",
        "dev.gatehouse.realm.htpasswd.PasswordHash$Plain, matches",
    })
    void comparison_ofASecret_takesTheSameTimeWhereverItDiffers(String type, String method) {
        assertThat(
                        OURS.get(type).getMethodCallsFromSelf().stream()
                                .filter(call -> call.getOrigin().getName().equals(method))
                                .anyMatch(
                                        call ->
                                                call.getTargetOwner()
                                                                .isEquivalentTo(MessageDigest.class)
                                                        && call.getName().equals("isEqual")))
                .isTrue();
    }

    @Test
    void random_thatCanBeForeseen_isNotUsed() {
        assertThat(OURS.stream().filter(SecretComparisonTest::canBeForeseen))
                // the number of an incident is no secret
                .extracting(JavaClass::getName)
                .containsOnly("dev.gatehouse.www.rest.Faults");
    }

    private static boolean canBeForeseen(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .map(Dependency::getTargetClass)
                .anyMatch(
                        used ->
                                used.isEquivalentTo(Random.class)
                                        || used.isEquivalentTo(ThreadLocalRandom.class));
    }
}
