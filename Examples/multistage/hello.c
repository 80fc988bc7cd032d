#include <stdio.h>

int main(void) {
    puts("hello from an image that holds one file");
    return 0;
}
