/* The least that any server of this kind can do: reads lines from a Unix stream socket and writes, for each, a line of
   SIZE bytes to standard output. No parsing, no decision, no second thread; one write for all lines of a read.

       echo PATH SIZE

   What a monitor takes longer than this is the monitor's own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { READ_SIZE = 1 << 18, LINES_MAX = 1 << 10 };

static int write_all(const char *bytes, size_t count)
{
    while (count > 0) {
        ssize_t written = write(STDOUT_FILENO, bytes, count);
        if (written < 0)
            return -1;
        bytes += written;
        count -= (size_t)written;
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t size = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
    if (size == 0 || strlen(argv[1]) >= sizeof address.sun_path) {
        fprintf(stderr, "usage: echo PATH SIZE\n");
        return 64;
    }
    strcpy(address.sun_path, argv[1]);

    char *input = malloc(READ_SIZE);
    char *output = malloc(LINES_MAX * size);
    if (input == NULL || output == NULL)
        return 70;
    memset(output, 'x', LINES_MAX * size);
    for (size_t line = 1; line <= LINES_MAX; line++)
        output[line * size - 1] = '\n';

    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 1) != 0) {
        perror(argv[1]);
        return 69;
    }
    int client = accept(listener, NULL, NULL);
    ssize_t count;
    while ((count = read(client, input, READ_SIZE)) > 0) {
        size_t lines = 0;
        for (const char *end = input; (end = memchr(end, '\n', (size_t)(input + count - end))) != NULL; end++)
            lines++;
        while (lines > 0) {
            size_t part = lines < LINES_MAX ? lines : LINES_MAX;
            if (write_all(output, part * size) != 0)
                return 74;
            lines -= part;
        }
    }
    return 0;
}
