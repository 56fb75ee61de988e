package org.example;

import dev.gatehouse.www.login.CustomAuth;

/** Lets in one user with one password. */
public class MyAuth implements CustomAuth {
    @Override
    public boolean checkCredentials(String user, String password) {
        return user.equals("snow") && password.equals("white");
    }
}
