"""Who does the work that goes on by itself, how it went, and what is held back."""

import sqlalchemy as sa
from alembic import op

import scheduler.store.types


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table('hold',
    sa.Column('what', sa.String(length=40), nullable=False),
    sa.Column('since', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('what', name=op.f('pk_hold'))
    )
    op.create_table('job_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('holder', sa.Text(), nullable=False),
    sa.Column('started_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('finished_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('milliseconds', sa.Integer(), nullable=True),
    sa.Column('done', sa.Integer(), server_default='0', nullable=False),
    sa.Column('due', sa.Integer(), server_default='0', nullable=False),
    sa.Column('said', sa.Text(), server_default='', nullable=False),
    sa.Column('error', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job_run'))
    )
    with op.batch_alter_table('job_run', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_job_run_name'), ['name'], unique=False)
        batch_op.create_index(batch_op.f('ix_job_run_started_at'), ['started_at'], unique=False)

    op.create_table('lease',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('holder', sa.Text(), nullable=False),
    sa.Column('token', sa.BigInteger(), nullable=False),
    sa.Column('expires_ms', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_lease'))
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table('lease')
    with op.batch_alter_table('job_run', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_job_run_started_at'))
        batch_op.drop_index(batch_op.f('ix_job_run_name'))

    op.drop_table('job_run')
    op.drop_table('hold')
