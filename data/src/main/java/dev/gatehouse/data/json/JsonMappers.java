package dev.gatehouse.data.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.RecyclerPool;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Makes JSON mappers that leave nothing in the threads they are used by. Jackson keeps its buffers per thread
 * by default: in a servlet container the threads outlive an undeployed application, and would keep all of its
 * classes in memory. Any thread.
 */
public final class JsonMappers {
    /** Holds 100 sets of buffers at most; further ones are made and forgotten. */
    private static final RecyclerPool<BufferRecycler> BUFFERS =
            JsonRecyclerPools.sharedBoundedPool();

    private JsonMappers() {}

    /** Jackson's defaults, to be narrowed. */
    public static JsonMapper.Builder builder() {
        return JsonMapper.builder(JsonFactory.builder().recyclerPool(BUFFERS).build());
    }

    /**
     * Gives another format's factory the same pool.
     *
     * @return the factory it got
     */
    public static <F extends JsonFactory> F withoutThreads(F factory) {
        factory.setRecyclerPool(BUFFERS);
        return factory;
    }
}
