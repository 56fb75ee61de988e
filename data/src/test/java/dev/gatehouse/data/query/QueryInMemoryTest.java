package dev.gatehouse.data.query;

import dev.gatehouse.data.access.Scope;

class QueryInMemoryTest extends QueryContract {
    @Override
    Page<Toy> page(Query query) {
        return QueryInMemory.page(
                Toy.class, Toy.some(), query, toy -> Scope.builder(toy.builderid()));
    }
}
